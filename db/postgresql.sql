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
        -- Nor what a role could write there on purpose, as an error or a message. Peil has a log of
        -- its own for what goes wrong.
        EXECUTE format('ALTER ROLE %I SET log_min_messages = ''fatal''', name);
        EXECUTE format('ALTER ROLE %I SET log_min_error_statement = ''panic''', name);
        -- Peil says in each transaction how long it may take. This is for what is none, behind a
        -- pooler, where nothing that is set for a session lasts.
        EXECUTE format('ALTER ROLE %I SET lock_timeout = ''5s''', name);
    END LOOP;
    ALTER ROLE peil_answer SET statement_timeout = '60s';
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO peil_answer, peil_dashboard, peil_clock',
        current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- A role writes to tables of Peil and nowhere else: not to large objects, the write-ahead log or the
-- server's log, nor into another database, where it could leave a note of who answered when. Only
-- the clock, which owns the functions, may write programs.
DO $$
DECLARE routine regprocedure; name text;
BEGIN
    FOR routine IN
        SELECT oid FROM pg_catalog.pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
        AND (proname LIKE 'lo\_%' OR proname LIKE 'pg\_log\_%' OR proname IN
             ('loread', 'lowrite', 'pg_logical_emit_message', 'pg_rotate_logfile'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, '
                       'peil_answer, peil_dashboard, peil_clock', routine);
    END LOOP;
    REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC, peil_answer, peil_dashboard;
    GRANT USAGE ON LANGUAGE plpgsql TO peil_clock;
    -- What everybody may, no single role can be denied. The two databases that every server comes
    -- with are for its operators; if others use them too, grant them CONNECT by name. Databases of
    -- other programs are left alone: `peil doctor` names those that are open to everybody.
    FOREACH name IN ARRAY ARRAY['postgres', 'template1'] LOOP
        IF EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = name) THEN
            EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', name);
        END IF;
    END LOOP;
END
$$;

-- The clock opens waves, counts them and brings the tables up to date, so they are its own. It
-- gives the two others what they need of them, and nothing else, each time it starts.
CREATE SCHEMA IF NOT EXISTS people AUTHORIZATION peil_clock;
CREATE SCHEMA IF NOT EXISTS results AUTHORIZATION peil_clock;
CREATE SCHEMA IF NOT EXISTS box AUTHORIZATION peil_clock;
