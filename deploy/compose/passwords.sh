#!/bin/sh
# Gives the roles of Peil their passwords, once, when the database is made. Statements are not
# logged in this session, whatever the server logs.
set -eu
psql --quiet --username postgres --dbname peil --set ON_ERROR_STOP=1 <<'SQL'
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';
\getenv answer PEIL_ANSWER_PASSWORD
\getenv dashboard PEIL_DASHBOARD_PASSWORD
\getenv clock PEIL_CLOCK_PASSWORD
ALTER ROLE peil_answer PASSWORD :'answer';
ALTER ROLE peil_dashboard PASSWORD :'dashboard';
ALTER ROLE peil_clock PASSWORD :'clock';
SQL
