"""The Airflow plugin: what Airflow itself must know of the package, and nothing else."""

from typing import ClassVar

from airflow.plugins_manager import AirflowPlugin

from authenticity.runtime.airflow_fixes import mend_deadlines_in_dags_test
from authenticity.runtime.list_date_end import ListDateEnd
from authenticity.scheduling import FirstWorkingDays, WorkingDays, WorkingHours

mend_deadlines_in_dags_test()


class AuthenticityPlugin(AirflowPlugin):
    """Registers the timetables and the end of T+1, so that scheduled DAGs can be deserialized."""

    name = "authenticity"
    timetables: ClassVar = [FirstWorkingDays, WorkingDays, WorkingHours]
    deadline_references: ClassVar = [ListDateEnd]
