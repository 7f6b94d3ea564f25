"""HTTP: routes, headers, the page shell, and the life of the server process."""
