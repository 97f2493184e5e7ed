import Testing
import ScaleSim
