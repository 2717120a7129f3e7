"""SOAPIE notes: drafts, signatures, addenda, phrases, paper."""
