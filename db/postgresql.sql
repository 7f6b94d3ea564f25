-- Prepares an empty PostgreSQL database for Peil. Run it once, as a superuser, in that database:
--
--     createdb peil
--     peil postgresql-script | psql peil
--
-- It makes three roles with the least rights each, and three schemas. Then give the roles a way to
-- sign in (\password peil_answer, and so on). Running it again changes nothing.

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['peil_answer', 'peil_dashboard', 'peil_clock'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format(
                'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', name);
        END IF;
        -- What somebody answers must not reach the server's log, nor the moment in which they do.
        EXECUTE format('ALTER ROLE %I SET log_statement = ''none''', name);
        EXECUTE format('ALTER ROLE %I SET log_duration = off', name);
        EXECUTE format('ALTER ROLE %I SET log_min_duration_statement = -1', name);
        EXECUTE format('ALTER ROLE %I SET log_min_duration_sample = -1', name);
        EXECUTE format('ALTER ROLE %I SET log_transaction_sample_rate = 0', name);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', name);
        EXECUTE format('ALTER ROLE %I SET log_error_verbosity = ''terse''', name);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', name);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO peil_answer, peil_dashboard, peil_clock',
        current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- The clock opens waves, counts them and brings the tables up to date, so they are its own. It
-- gives the two others what they need of them, and nothing else, each time it starts.
CREATE SCHEMA IF NOT EXISTS people AUTHORIZATION peil_clock;
CREATE SCHEMA IF NOT EXISTS results AUTHORIZATION peil_clock;
CREATE SCHEMA IF NOT EXISTS box AUTHORIZATION peil_clock;
