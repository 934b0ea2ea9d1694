"""The link picture: who shares what with whom, around one salesperson or agency, as inline SVG."""
