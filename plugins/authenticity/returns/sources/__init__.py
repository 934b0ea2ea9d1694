"""Where filled-in lists arrive: the inbox folder, a channel's file server, a mailbox."""
