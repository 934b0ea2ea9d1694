"""Which text of its rule made a finding, and which persons are on its number.

Findings of before have neither: nobody can say by which text they were made, and without persons
they waive nothing (`cases.waivers`).
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

from authenticity.store.migrations.views import replace_view
from authenticity.store.migrations.views_r0002 import V_FINDING

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("finding", Column("rule_version", Text))
    op.add_column("finding", Column("persons", Text))
    replace_view("v_finding", V_FINDING)


def downgrade() -> None:
    raise NotImplementedError("a store is never taken back a version; restore a backup instead")
