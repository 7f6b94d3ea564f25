"""What administrators see: people, messages, programme, set-up, paper slips and the audit trail.

Each `*_view` draws one part of a page; `slip_sheet.render_sheet` makes the sheet of paper slips.
"""
