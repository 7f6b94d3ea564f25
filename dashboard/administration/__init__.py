"""Administration: people, messages, programme, set-up, slips and the audit trail."""
