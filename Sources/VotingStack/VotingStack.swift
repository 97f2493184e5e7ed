import BootProbe
