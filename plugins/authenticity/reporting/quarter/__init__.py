"""The quarterly roll-up (Art. 22, 23): its figures, their versions, its files and the sign-off."""
