"""What Peil stores: tables, engines, queries and migrations, without rules of the domain."""
