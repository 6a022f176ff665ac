"""What ships as data: networks, hosts, redirectors and disclosures, each concept one TOML file."""
