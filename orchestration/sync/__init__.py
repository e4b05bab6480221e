"""Scores and stages written back into the CRMs, from the published build alone.

The engine is common: what changed since the CRM last accepted it (`plan.py`), what the CRM said to each row
(`book.py`), batches, retries and consent (`engine.py`, `delivery.py`), HTTP (`crm.py`). A destination is one module
that says how to get in, which requests a batch of rows makes, and what the answer means for each row.
"""
