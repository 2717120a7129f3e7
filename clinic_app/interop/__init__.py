"""Tables in and out: import of patients from CSV and XLSX, export of the list."""
