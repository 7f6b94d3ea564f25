"""Units: the tree of teams and departments, and the one comparison of their names."""
