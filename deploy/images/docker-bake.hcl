# docker buildx bake -f deploy/images/docker-bake.hcl [target ...]
# SOURCE_DATE_EPOCH and REVISION: `make images` sets them from the commit, so that the same commit gives the same layers.

variable "VERSION" { default = "0.1.0" }
variable "REVISION" { default = "unknown" }
variable "CREATED" { default = "1970-01-01T00:00:00Z" }
variable "SOURCE" { default = "" }
variable "SOURCE_DATE_EPOCH" { default = "0" }
variable "REGISTRY" { default = "" }

group "default" {
  targets = ["auth", "backup", "gateway", "messaging", "models", "provision", "stego-worker", "storage"]
}

target "image" {
  context    = "."
  dockerfile = "deploy/images/Dockerfile"
  platforms  = ["linux/amd64"] # TensorFlow Serving's image and the compiled code are for this one
  args = {
    VERSION           = VERSION
    REVISION          = REVISION
    CREATED           = CREATED
    SOURCE            = SOURCE
    SOURCE_DATE_EPOCH = SOURCE_DATE_EPOCH
  }
}

target "service" {
  name     = service
  matrix   = { service = ["auth", "gateway", "messaging", "stego-worker", "storage"] }
  inherits = ["image"]
  target   = service
  args     = { PACKAGE = "cloak-${service}", FOLDER = "services/${service}" }
  tags     = ["${REGISTRY}image-cloak/${service}:${VERSION}"]
}

target "job" {
  name     = job
  matrix   = { job = ["backup", "provision"] }
  inherits = ["image"]
  target   = job
  args     = { PACKAGE = "cloak-${job}", FOLDER = "deploy/${job}" }
  tags     = ["${REGISTRY}image-cloak/${job}:${VERSION}"]
}

target "models" {
  inherits = ["image"]
  target   = "models"
  tags     = ["${REGISTRY}image-cloak/models:${VERSION}"]
}
