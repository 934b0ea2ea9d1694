"""The expectation types that suites may name: each asks one predicate, once, inside GX.

A type says in its name what is expected; `rule_code` says which rule of the catalogue it is.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility.pydantic import validator
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from authenticity.validation import session

METRIC = "authenticity.rule_counts"


class RuleCounts(TableMetricProvider):  # type: ignore[misc]
    """How many records a rule applies to and how many of them fail it."""

    metric_name = METRIC
    value_keys = ("rule_code",)

    @metric_value(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805  GX makes a class method of it
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> tuple[int, int]:
        batch, _, _ = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        return session.current().count(metric_value_kwargs["rule_code"], batch)


class RuleExpectation(BatchExpectation):  # type: ignore[misc]
    """A rule of the catalogue holds for every record that it applies to.

    An information rule (severity `info`) is counted and never fails. The result holds counts
    and no value of any record, in every result format.
    """

    rule_code: str

    codes: ClassVar[frozenset[str]] = frozenset()
    metric_dependencies: ClassVar[tuple[str, ...]] = (METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = ("rule_code",)

    @validator("rule_code")  # type: ignore[untyped-decorator]
    def _is_of_this_type(cls, rule_code: str) -> str:  # noqa: N805  pydantic's class method
        if rule_code not in cls.codes:
            raise ValueError(f"{cls.__name__} does not judge the rule {rule_code}")
        return rule_code

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        applies, fails = metrics[METRIC]
        return {
            "success": fails == 0 or self.severity == FailureSeverity.INFO,
            "result": {
                "element_count": applies,
                "unexpected_count": fails,
                "unexpected_percent": round(100 * fails / applies, 4) if applies else 0.0,
            },
        }


def _expectation(name: str, doc: str, *codes: str) -> type[RuleExpectation]:
    namespace = {
        "__doc__": doc,
        "__module__": __name__,
        "__annotations__": {"codes": ClassVar[frozenset[str]]},
        "codes": frozenset(codes),
    }
    return type(name, (RuleExpectation,), namespace)


TYPES = (
    _expectation(
        "ExpectFieldToBePresent",
        "The field (or one of two) is neither empty nor a placeholder.",
        *(
            f"complete.policyholder.{field}"
            for field in ("name", "sex", "birth_date", "id_no", "address", "phone")
        ),
        *(f"complete.insured.{field}" for field in ("name", "sex", "birth_date", "id_no")),
    ),
    _expectation(
        "ExpectPolicyToHaveParty",
        "The policy has a party of that role.",
        "complete.policy.policyholder",
        "complete.policy.insured",
    ),
    _expectation(
        "ExpectDocumentToBeInDate",
        "The policyholder's document has not expired.",
        "complete.policyholder.id_expired",
    ),
    _expectation(
        "ExpectResidentIdToBeWellFormed",
        "17 digits and a digit or X, or a valid first-generation number.",
        "identity.id_no.format",
    ),
    _expectation(
        "ExpectResidentIdToBeSecondGeneration",
        "The number is not of the first generation.",
        "identity.id_no.legacy",
    ),
    _expectation(
        "ExpectResidentIdToBeNoFiller",
        "The number is no row of equal or running digits.",
        "identity.id_no.degenerate",
    ),
    _expectation(
        "ExpectResidentIdCheckDigitToMatch",
        "ISO 7064 MOD 11-2 holds.",
        "identity.id_no.checksum",
    ),
    _expectation(
        "ExpectResidentIdBirthDateToBePossible",
        "The date inside exists and is plausible.",
        "identity.id_no.birth_date",
    ),
    _expectation(
        "ExpectResidentIdProvinceToExist",
        "The first two digits are a province.",
        "identity.id_no.region",
    ),
    _expectation(
        "ExpectResidentIdCountyToBeKnown",
        "The first six digits are in the table of codes; counted only.",
        "identity.id_no.county_unknown",
    ),
    _expectation(
        "ExpectSexToAgreeWithResidentId",
        "The sex is the one in the number.",
        "identity.sex_mismatch",
    ),
    _expectation(
        "ExpectBirthDateToAgreeWithResidentId",
        "The birth date is the one in the number.",
        "identity.birth_date_mismatch",
    ),
    _expectation("ExpectSexToBeReadable", "The sex is M or F.", "identity.sex_invalid"),
    _expectation(
        "ExpectBirthDateToBePlausible",
        "Readable, not in the future, at most 120 years back.",
        "identity.birth_date_invalid",
    ),
    _expectation(
        "ExpectDocumentNumberToBeWellFormed",
        "The number of a passport, permit or the like has a possible form.",
        "identity.document_format",
    ),
    _expectation("ExpectNameToBeReadable", "The name is one.", "identity.name_invalid"),
    _expectation(
        "ExpectNameToBeUnsuspicious",
        "The name has no doubtful form.",
        "identity.name_suspicious",
    ),
    _expectation(
        "ExpectRelationToBePossible",
        "The relation agrees with both ages.",
        "identity.relation_illogical",
    ),
    _expectation(
        "ExpectPhoneNumberToBePossible",
        "The number can exist, and its prefix is known.",
        "contact.mobile.invalid",
        "contact.mobile.unknown_prefix",
    ),
    _expectation(
        "ExpectPhoneNumberToBePersonal",
        "The number is no service number and no filler.",
        "contact.phone.wrong_type",
        "contact.phone.placeholder",
    ),
    _expectation("ExpectAddressToBeExact", "It names a house.", "contact.address.vague"),
    _expectation(
        "ExpectAccountCheckDigitToMatch",
        "Luhn holds for card numbers; counted only.",
        "contact.account.check_digit",
    ),
    _expectation("ExpectEmailToBePossible", "It has a possible form.", "contact.email.invalid"),
)
