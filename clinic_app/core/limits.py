"""How much of this machine the web workers may take."""

import os
import resource
from contextlib import suppress
from pathlib import Path

MOST_CONNECTIONS = 8192
FILES_BESIDES = 1024  # database, pages, libraries
LEAST_MEMORY = 1024  # MiB


def most_connections() -> int:
    """How many a worker keeps open at once, each open tab among them; the limit of open files is raised to what it may be."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + FILES_BESIDES
    files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return max(256, min(MOST_CONNECTIONS, files - FILES_BESIDES))


def most_memory() -> int:
    """MiB that the workers may take before they are replaced: half of what there is, the rest is the database's.

    The web server itself holds up to 64 MiB of a message that is sent without an end, of each line, and offers no setting for it.
    """
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for file in (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")):
        with suppress(OSError, ValueError):  # in no container, or in one without a limit
            there = min(there, int(file.read_text()))
    return max(LEAST_MEMORY, there // 2 // 2**20)
