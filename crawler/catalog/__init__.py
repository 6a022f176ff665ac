"""Data files of the program: networks, hosts, redirectors, disclosures; one TOML file per concept."""
