"""Invented data of any size, written by COPY under every trigger and constraint: for measuring and for trying out."""
