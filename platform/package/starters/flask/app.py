from flask import Flask, jsonify, render_template, request

app = Flask(__name__)


@app.get("/")
def index():
    return render_template("index.html")


@app.get("/greet")
def greet():
    name = request.args.get("name", "stranger")
    return jsonify(text=f"Hello, {name}!")
