package mobilisation

import "github.com/danielgtaylor/huma/v2"

func (d *desk) registerSample(huma.API) {}
