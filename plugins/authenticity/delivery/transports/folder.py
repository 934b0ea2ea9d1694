"""Mail files in the outbox, for whoever has no mail server: `outbox/<list date>/mail/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from authenticity import files
from authenticity.delivery.transports import mail_file
from authenticity.delivery.transports.outgoing import NotTakenError, Outgoing


@dataclass(frozen=True)
class FolderCarrier:
    """Writes each message as an `.eml` file with its workbook, encrypted as that is."""

    outbox: Path

    def carry(self, message: Outgoing) -> None:
        """Write the file, whole or not at all; again it is the same file."""
        path = self.outbox / message.folder_date.isoformat() / "mail" / f"{message.name}.eml"
        try:
            with files.draft(path) as draft:
                draft.write(mail_file.build(message, None))
        except OSError as error:
            raise NotTakenError(f"the outbox cannot be written ({error.strerror})") from None
        except ValueError:
            raise NotTakenError("the recipient's address cannot stand in a mail") from None


@contextmanager
def opened(outbox: Path) -> Iterator[FolderCarrier]:
    """A way that is always there."""
    yield FolderCarrier(outbox)
