"""The journey chart: one Vega-Lite spec as a plain dict, its server SVG, and the table with the same data.

``series`` reads a `Journey` into rows, ``spec`` draws rows, ``table`` lists the same rows, ``svg`` renders.
"""
