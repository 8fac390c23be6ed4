"""From the frames of the rooms to the sentences, tables and figures of one report; a module per report."""
