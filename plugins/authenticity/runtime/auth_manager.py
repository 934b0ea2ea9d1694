"""What Airflow's auth manager calls people by."""

from __future__ import annotations

_SIMPLE = "SimpleAuthManager"


def knows_people_by_name() -> bool:
    """Whether a person's id is the user name, as Airflow's simple auth manager has it.

    Others count rows (FAB) or give ids of their own: nobody can be assigned by name there, and
    whoever may use the DAG can answer. The answer is judged by name in any case.
    """
    from airflow.configuration import conf

    return str(conf.get("core", "auth_manager")).endswith(_SIMPLE)
