import './coexistence.test';
import './commands.test';
import './findings.test';
import './fixes.test';
import './hover.test';
import './languages.test';
import './layers.test';
import './layerTasks.test';
