"""How often each application may ask: a bucket that fills again, one for each token."""

from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from cachetools import LRUCache

MAX_BUCKETS = 10_000


@dataclass
class _Bucket:
    left: float
    seen: float


class Rates:
    """The buckets of all applications in this process; safe for several threads."""

    def __init__(self) -> None:
        """Begin with a full bucket for everybody."""
        self._buckets: LRUCache[UUID, _Bucket] = LRUCache(MAX_BUCKETS)
        self._lock = Lock()

    def take(self, client: UUID, per_minute: int, moment: float) -> float:
        """Take one request; return 0, or the seconds to wait where the bucket is empty.

        A full bucket has the requests of a minute. `moment` is in seconds, from any beginning.
        """
        with self._lock:
            bucket = self._buckets.setdefault(client, _Bucket(per_minute, moment))
            filled = bucket.left + max(0.0, moment - bucket.seen) * per_minute / 60
            bucket.left, bucket.seen = min(float(per_minute), filled), moment
            if bucket.left < 1:
                return (1 - bucket.left) * 60 / per_minute
            bucket.left -= 1
            return 0.0
