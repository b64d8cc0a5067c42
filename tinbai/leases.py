"""Work in the hands of a process that has ended is free at once instead of by the clock."""

import os
from datetime import timedelta

import structlog

from tinbai.app import App
from tinbai.store import arrivals, deliveries, feeds, mailboxes

log = structlog.get_logger("leases")


def release_dead(app: App) -> None:
    """End the leases of processes of this machine that are gone."""
    with app.database.read() as tx:
        holders = arrivals.holders(tx) | deliveries.holders(tx) | mailboxes.holders(tx) | feeds.holders(tx)
    dead = [holder for holder in holders if is_dead(holder, app.worker)]
    if dead:
        past = app.now() - timedelta(seconds=1)
        with app.database.write() as tx:
            for store in (arrivals, deliveries, mailboxes, feeds):
                store.release_dead(tx, dead, past)
        log.info("leases of ended processes released", action="release", processes=len(dead))


def is_dead(holder: str, us: str) -> bool:
    """Whether a lease holder ("machine-pid-token", like us) was a process of this machine and has ended.

    In a container the restarted process has the number of the dead one; then only the token tells them apart.
    """
    machine, pid, _ = holder.rsplit("-", 2)
    our_machine, our_pid, _ = us.rsplit("-", 2)
    if machine != our_machine or holder == us:
        return False
    if pid == our_pid:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
