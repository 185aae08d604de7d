from flask import Blueprint, url_for

shop = Blueprint("shop", __name__)


@shop.get("/item/<int:number>")
def item(number):
    return f"{number} at {url_for('.item', number=number)}"
