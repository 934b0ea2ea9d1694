"""The question to compliance as a task: it waits in Airflow for a person, without a worker.

Text, people and patience are read when the task runs, because a DAG file reads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param

from authenticity.dag_names import SIGN_QUARTER

if TYPE_CHECKING:
    from airflow.sdk import Context

APPROVE, REJECT = "批准", "退回"
REMARK = "remark"
FORM = {REMARK: Param("", type="string", title="意见（退回时请写明原因）")}
"""What may be said with the answer; the DAG file gives it as the task's params."""


class Approval(HITLOperator):
    """Approve or reject a quarter's version; nothing by default, also when time is over.

    `asked_by`: the task whose result names quarter and version.
    """

    def __init__(self, *, asked_by: str, **options: Any) -> None:
        super().__init__(
            subject=SIGN_QUARTER,
            options=[APPROVE, REJECT],
            **options,
        )
        self.asked_by = asked_by

    def execute(self, context: Context) -> Any:
        """Put the question, and park."""
        from authenticity.services import sign_off

        asked: Mapping[str, Any] = context["ti"].xcom_pull(task_ids=self.asked_by)
        question = sign_off.question(asked["quarter"], asked["version"])
        self.subject, self.body = question.subject, question.body
        self.assigned_users = [{"id": name, "name": name} for name in question.signers] or None
        self.response_timeout = question.patience
        return super().execute(context)
