"""Charts as pure functions from a report to a figure, its description and its table.

Each kind is a module (`trend`, `reachability`, `shares`, `response`, `drivers`); `chart` has what
they share, and `chart.show`, with which views draw them; `saving` has the menus that save them.
"""
