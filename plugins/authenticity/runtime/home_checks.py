"""Lake, keyring and case store of a home belong together: checked at each opening.

The home knows by its anchor (`audit.anchor`), the store by a row (`audit.home_row`), what the other
was when it was last used. So another, altered or missing key, an empty store beside a lake with
lists, another home's store and an older copy of the own one are each refused, with what to do.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from authenticity.audit import anchor, home_row
from authenticity.audit.anchor import Anchor
from authenticity.audit.chain import BEGINNING
from authenticity.audit.home_row import Owner
from authenticity.errors import AuditError, ConfigurationError, StoreError
from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring
from authenticity.settings import Home
from authenticity.store import case_store as case_stores
from authenticity.store import own_objects, upgrade
from authenticity.store.case_store import Store, open_store


def is_new(home: Home) -> bool:
    """Whether nothing was ever kept in this home."""
    return not home.anchor.exists() and not partition.stock_dates(home.lake)


def require_begun(home: Home) -> None:
    """For commands that only look: raises `ConfigurationError` where there is no home yet."""
    if is_new(home) and not home.case_store.exists():
        raise ConfigurationError(
            f"there is no home in {home.root} yet; check AUTHENTICITY_HOME, or make its first list"
        )


def require_keys(home: Home, keyring: Keyring) -> None:
    """Raises `KeyringError` naming the keys that are not those the home was made with."""
    known = anchor.read(home.anchor)
    if known:
        keyring.require(known[0].key_checks, "this home")


def known_anchor(home: Home, keyring: Keyring) -> Anchor | None:
    """The home's anchor. Raises `AuditError` when somebody else wrote it."""
    read = anchor.read(home.anchor)
    if read is None:
        return None
    anchor.require_genuine(home.anchor, *read, keyring.chain_key)
    return read[0]


def open_own(engine: Engine, home: Home, keyring: Keyring, *, as_it_stands: bool) -> Store:
    """The home's own case store, opened; nothing is made in another one.

    `as_it_stands`: also when it is empty, older or changed, but never another home's.
    """
    known = None if as_it_stands else known_anchor(home, keyring)
    where = engine.url.render_as_string(hide_password=True)
    is_there = case_stores.is_there(engine)
    if not is_there and not as_it_stands:
        _refuse_empty(home, where)
    if is_there:
        _require_own(Store(engine), home, keyring, where)
    store = open_store(engine, keyring.chain_key)
    if not as_it_stands:
        _check(store, home, keyring, known, where)
    return store


def remember(store: Store, home: Home, keyring: Keyring, *, is_verified: bool = False) -> None:
    """The home knows from here on how the store is left; `is_verified`: and that all was right."""
    known = known_anchor(home, keyring)
    if known is None:
        return
    with store.read() as connection:
        now = anchor.present(connection, known)
    if is_verified:
        now = replace(now, verified=now.head)
    if now != known:
        anchor.write(home.anchor, now, keyring.chain_key)


def take_over(store: Store, home: Home, keyring: Keyring) -> None:
    """Whatever the store is, it is the home's from here on, as it stands."""
    with store.begin() as connection:
        owner = home_row.read(connection)
        known = anchor.new(keyring.checks)
        if owner:
            known = replace(known, home_id=owner.home_id)
        home_row.write(connection, Owner(known.home_id, known.key_checks))
        own_objects.note(connection, upgrade.head())
    with store.read() as connection:
        now = anchor.present(connection, known)
    anchor.write(home.anchor, replace(now, verified=now.head), keyring.chain_key)


def _require_own(store: Store, home: Home, keyring: Keyring, where: str) -> None:
    """Before anything is changed in it. Raises when the store names another home."""
    known = anchor.read(home.anchor)
    with store.read() as connection:
        owner = home_row.read(connection)
    if owner is None:
        return
    keyring.require(owner.key_checks, f"the case store {where}")
    if known and known[0].home_id != owner.home_id:
        raise StoreError(
            f"the case store {where} is another home's; point AIRFLOW_CONN_CASE_STORE at this "
            "home's own"
        )


def _check(store: Store, home: Home, keyring: Keyring, known: Anchor | None, where: str) -> None:
    with store.read() as connection:
        owner = home_row.read(connection)
        is_used = owner is not None or home_row.is_used(connection)
        why_not = anchor.why_not(connection, known) if known else None
    if owner is None:
        if not is_used:
            _refuse_empty(home, where)
        elif known and known.state_no:
            raise AuditError(f"the case store {where} does not say whose it is; {anchor.CURE}")
        _begin(store, home, keyring, known)
    elif known is None:
        raise AuditError(f"the file {home.anchor} is gone; {anchor.CURE}")
    elif why_not:
        raise AuditError(
            f"the case store {where} is not as this home left it: {why_not}; restore the newest "
            "copy, see what is wrong with: make audit, or take it as it stands with: make "
            "accept REASON=…"
        )


def _refuse_empty(home: Home, where: str) -> None:
    made = partition.sealed_dates(home.lake)
    if made:
        raise StoreError(
            f"the case store {where} is empty, but this home has lists up to {made[-1]}; restore "
            "it from its backup, check AIRFLOW_CONN_CASE_STORE, or start anew with: make "
            "accept REASON=…"
        )


def _begin(store: Store, home: Home, keyring: Keyring, known: Anchor | None) -> None:
    """A store that is new, or of a version that knew no homes; the file first, then the row.

    Of two that begin at once, the first names the home.
    """
    if known is None:
        first = anchor.new(keyring.checks)
        anchor.write(home.anchor, first, keyring.chain_key, once=True)
        known = known_anchor(home, keyring) or first
    elif known.state_no:
        known = replace(known, state_no=0, state_seal="", head=BEGINNING, verified=BEGINNING)
        anchor.write(home.anchor, known, keyring.chain_key)
    with store.begin() as connection:
        home_row.write(connection, Owner(known.home_id, known.key_checks))
        own_objects.note(connection, upgrade.head())
