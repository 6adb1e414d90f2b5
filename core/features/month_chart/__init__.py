"""Month chart of a KPI: which months lie outside what its earlier months let expect, and has its level moved?"""
