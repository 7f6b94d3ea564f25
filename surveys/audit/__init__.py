"""What is stored, compared with what may be stored, and whether anything is left over.

The lists of what may be stored, the snapshot and the checks are private.
"""

from surveys.audit.allowed import NEVER
from surveys.audit.audit import Audit, Store, can_audit, run_audit, thresholds, thresholds_in

__all__ = ["NEVER", "Audit", "Store", "can_audit", "run_audit", "thresholds", "thresholds_in"]
