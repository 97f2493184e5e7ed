import Testing
import BootProbe
