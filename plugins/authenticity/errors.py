"""Every error that the pipeline raises on purpose, in one family.

A message says what was found, where, and what to do, in the words of the glossary, on one
line, and never holds a personal value.
"""


class AuthenticityError(Exception):
    """The root: whatever catches this shows the message to the user and stops."""


class ConfigurationError(AuthenticityError):
    """A setting, a file in `include/` or an environment variable cannot be used."""


class KeyringError(AuthenticityError):
    """The keyring is missing, unreadable, too open, or lacks a key."""


class FeedError(AuthenticityError):
    """The core system cannot be reached or does not serve what the contract promises."""


class LakeError(AuthenticityError):
    """The lake refuses: a day out of order, a damaged or missing partition."""


class IndexDamageError(LakeError):
    """The index beside a stock is damaged; whoever scans the stock itself finds the same."""


class StoreError(AuthenticityError):
    """The case store refuses: unreachable, locked, or of a newer version than this code."""


class UnknownCaseError(StoreError):
    """There is no case of that number."""

    def __init__(self, case_no: str) -> None:
        super().__init__(
            f"case {case_no} is not in the case store; a number is written like C20260928-00001"
        )


class AuditError(AuthenticityError):
    """The case store is not as the product left it: somebody else changed it."""


class ImbalanceError(AuthenticityError):
    """A ledger identity does not hold; the list of the day must not leave the house."""


class DispatchError(AuthenticityError):
    """A problem list cannot be written or handed over."""


class AccessError(AuthenticityError):
    """Somebody is not on record, not on duty, or not allowed to do this."""


class ReturnError(AuthenticityError):
    """A file that was sent back is not one of our lists; the message is for its sender."""


class ReportError(AuthenticityError):
    """A report cannot be made or signed: a day is missing, its figures or files do not fit."""


LASTING = (ConfigurationError, KeyringError, LakeError, AuditError, AccessError, ReportError)
"""What stays until a person does something: to try the same again changes nothing."""
