"""Reports as one HTML file that needs no network: a run of one version, the impact of a change."""
