"""`python -m cloak_provision kafka|mongo|secrets FILE`: one-shot jobs; each may run again."""

import argparse
import asyncio
from pathlib import Path

from confluent_kafka import KafkaException
from pydantic import ValidationError
from pymongo.errors import PyMongoError

from cloak_provision import envfile, kafka, mongo
from cloak_provision.settings import KafkaProvisionSettings, MongoProvisionSettings


def main() -> None:
    """Do the one thing that was asked; ends with a line and status 1 when it cannot be done."""
    arguments = _parsed()
    try:
        if arguments.job == "kafka":
            asyncio.run(kafka.provision(KafkaProvisionSettings()))  # type: ignore[call-arg]  # from the environment
            print("topics, users and rights are as the registry says")
        elif arguments.job == "mongo":
            asyncio.run(mongo.provision(MongoProvisionSettings()))  # type: ignore[call-arg]  # from the environment
            print("the databases and their users are there")
        else:
            added = envfile.complete(arguments.file)
            print(f"{arguments.file}: {len(added)} added" if added else f"{arguments.file}: whole")
    except ValidationError as error:
        # Without the inputs: other variables, secrets among them, would be shown beside the fault.
        faults = error.errors(include_input=False, include_url=False)
        lines = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults]
        raise SystemExit("\n".join([f"{error.title} cannot be read", *lines])) from None
    except (kafka.PasswordsMissing, TimeoutError) as error:
        raise SystemExit(str(error) or "the servers did not answer in time") from None
    except (KafkaException, PyMongoError) as error:
        raise SystemExit(f"the server refuses: {_kind(error)}") from None


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cloak_provision", description=__doc__)
    jobs = parser.add_subparsers(dest="job", required=True)
    jobs.add_parser("kafka", help="topics, users and rights")
    jobs.add_parser("mongo", help="a replica set, and a user for each service")
    making = jobs.add_parser("secrets", help="write the secrets that an environment file lacks")
    making.add_argument("file", type=Path)
    return parser.parse_args()


def _kind(error: KafkaException | PyMongoError) -> str:
    """What went wrong, without what the message may say of addresses and users."""
    if isinstance(error, KafkaException):
        return str(error.args[0].name())
    return f"{type(error).__name__} {getattr(error, 'code', '') or ''}".strip()


if __name__ == "__main__":
    main()
