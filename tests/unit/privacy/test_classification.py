from pathlib import Path

import pytest

from authenticity.core_system import contract
from authenticity.errors import ConfigurationError
from authenticity.privacy import classification

PERSONAL = {"name", "birth_date", "id_no", "mobile", "phone", "email", "address", "account_no"}
PERSONAL |= {"account_name", "bank_account", "payer_account", "payer_name", "leader_name"}


def test_every_field_of_the_contract_has_a_level_and_no_other_field_has() -> None:
    fields = {(t.name, c) for t in contract.load().tables.values() for c in t.kinds}
    assert fields == set(classification.load().fields)


def test_what_says_who_somebody_is_or_how_to_reach_them_is_encrypted() -> None:
    for (table, column), field in classification.load().fields.items():
        if column in PERSONAL:
            assert field.level == "C2", f"{table}.{column}"


def test_accounts_have_a_master_key_of_their_own() -> None:
    assert classification.load().encrypted("customer_account") == {
        "accounts": ["account_no", "account_name"]
    }


def test_a_field_that_nobody_classified_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"party\.nickname has no level"):
        classification.load().require("party", ["name", "nickname"])


def test_a_level_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "classification.yaml"
    path.write_text("party: {name: {level: C9, class: identity}}")
    with pytest.raises(ConfigurationError, match=r"party\.name"):
        classification.load(path)
