"""The audit trail: who viewed, exported or changed what."""
