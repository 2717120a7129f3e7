"""Catalogues of diagnoses: ICD-10 and nursing."""
