"""Makes the example of Yunnan: invented enterprises, ledgers with the dirt that real ones have."""
