"""Item pipelines: classify, audit, store."""
