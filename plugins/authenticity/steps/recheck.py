"""`recheck_mis_selling`: campaigns after repeated mis-selling, and the next list's portion."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from authenticity.dag_names import RECHECK, RECHECK_MIS_SELLING
from authenticity.delivery import ladder_messages, registers_sent
from authenticity.lake.partitions import partition
from authenticity.lake.views import day_views
from authenticity.ledger import runs
from authenticity.recheck import campaign_register, campaigns, portions, recheck_settings, sellers
from authenticity.runtime import connections, offices, routes
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import home, now


def follow_complaints() -> int:
    """Follow the register of complaints of the latest list; the policies of the next portion.

    By the latest accepted list, not by a date: a portion given to one that was pulled before
    would be nobody's. Run again it changes nothing.
    """
    dates = partition.sealed_dates(home().lake)
    if not dates:
        log.info("recheck: no list was made yet, so there is no register of complaints")
        return 0
    list_date = max(dates)
    with stage(RECHECK_MIS_SELLING, list_date, RECHECK, is_first=True):
        return _follow(list_date)


def _follow(list_date: date) -> int:
    settings, at = recheck_settings.in_force(), now()
    with closing(day_views.connect(home().lake, list_date)) as lake:
        upheld, channels = sellers.upheld(lake, settings), sellers.channels(lake)
        with connections.case_store() as store:
            ways = routes.routes(store)
            with store.begin() as connection:
                changes = campaigns.follow(connection, list_date, upheld, channels, settings, at)
                grown = [each.campaign for each in changes if each.what in ("opened", "joined")]
                sold = sellers.sold(lake, {each.subject for each in grown})
                for campaign in grown:
                    portions.add(connection, campaign, sold[campaign.subject])
                portions.finish_done(connection, list_date, at)
                portion = portions.take(connection, list_date, settings.portion.value)
                registers_sent.send(
                    connection,
                    campaign_register.registers(
                        connection,
                        offices.addressees_on(connection, list_date, ways),
                        ladder_messages.load_words().compliance_name,
                        settings,
                        list_date,
                    ),
                    offices.office(ways),
                    at,
                )
                runs.finish(connection, RECHECK_MIS_SELLING, list_date, status=runs.RELEASED, at=at)
    told = "%s recheck: %d campaigns changed, %d policies for the next list"
    log.info(told, list_date, len(changes), portion)
    return portion
