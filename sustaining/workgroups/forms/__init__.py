"""Words to values for Work Groups and meetings."""
