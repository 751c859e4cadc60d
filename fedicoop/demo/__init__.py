"""``fedicoop demo``: whole cooperatives on one machine, seeded through the services, federated."""
