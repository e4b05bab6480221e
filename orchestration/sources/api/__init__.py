"""CRMs read through their APIs, landed as Parquet in the shape of the raw contract.

A CRM is one module here that says how to get in (`SCHEME`, `token`, `has_expired`), what its errors mean
(`refusal`), what to ask and how an answer becomes rows (`streams`); and one entry in `vendors.py` that says what
leadhouse.yml may hold. All else is common: addresses, credentials, retries, paging, cursors, landing.
"""
