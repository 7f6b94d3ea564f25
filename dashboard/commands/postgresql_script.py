"""`peil postgresql-script`: how a superuser prepares a PostgreSQL database."""

import typer

from surveys.installation import installation


def postgresql_script() -> None:
    """Print the SQL that makes roles and schemas: `peil postgresql-script | psql peil`."""
    typer.echo(installation.postgresql_script(), nl=False)
