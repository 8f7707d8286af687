"""From captures to released fact tables: reading, event coding, landing zone, dbt build, release, the ``thidua`` command."""
