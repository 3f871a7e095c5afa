"""The demo province: invented institutions, products, enterprises and files; loaded only by demo settings."""
